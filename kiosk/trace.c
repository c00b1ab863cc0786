#include "kiosk/trace.h"

#include <gio/gio.h>

void trace_write(const char *path, const App *app, int paint)
{
    GString *json = g_string_new(NULL);
    g_string_printf(json, "{\"paint\":%d,\"screen\":\"%s\",\"language\":\"%s\",\"widgets\":[",
                    paint, flow_state_name(app->state), language_code(app->language));
    gboolean first = TRUE;
    for (guint i = 0; i < app->layout.widgets->len; i++) {
        const Widget *widget = &g_array_index(app->layout.widgets, Widget, i);
        if (widget->touch.kind == TOUCH_NONE || widget->dim || strpbrk(widget->id, "\"\\"))
            continue;
        g_string_append_printf(json, "%s{\"id\":\"%s\",\"x\":%d,\"y\":%d,\"w\":%d,\"h\":%d}",
                               first ? "" : ",", widget->id, widget->hit.x, widget->hit.y,
                               widget->hit.w, widget->hit.h);
        first = FALSE;
    }
    g_string_append(json, "]}\n");
    g_autoptr(GError) error = NULL;
    if (!g_file_set_contents(path, json->str, (gssize)json->len, &error))
        g_warning("trace: %s", error->message);
    g_string_free(json, TRUE);
}
