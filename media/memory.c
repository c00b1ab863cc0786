#include "media/memory.h"

#define PACE_GROUP "pace"

typedef struct {
    const char *group;
    gsize offset;
} Row;

static const Row rows[] = {{"camera", G_STRUCT_OFFSET(Memory, camera)},
                           {"mic", G_STRUCT_OFFSET(Memory, mic)},
                           {"second_mic", G_STRUCT_OFFSET(Memory, second_mic)}};

static Device *load_device(GKeyFile *file, const char *group)
{
    g_autofree char *name = g_key_file_get_string(file, group, "name", NULL);
    g_autofree char *bus = g_key_file_get_string(file, group, "bus", NULL);
    if (!name || !bus)
        return NULL;
    Device *device = g_new0(Device, 1);
    device->node = g_strdup("");
    device->name = g_steal_pointer(&name);
    device->bus = g_steal_pointer(&bus);
    device->index = g_key_file_get_integer(file, group, "index", NULL);
    return device;
}

void memory_load(Memory *memory, const char *path)
{
    *memory = (Memory){.pace = {.level = PACE_FIRST}};
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!path || !g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, NULL))
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        G_STRUCT_MEMBER(Device *, memory, rows[i].offset) = load_device(file, rows[i].group);
    if (!g_key_file_has_key(file, PACE_GROUP, "level", NULL))
        return;
    int level = g_key_file_get_integer(file, PACE_GROUP, "level", NULL);
    int best = g_key_file_get_integer(file, PACE_GROUP, "best", NULL);
    memory->pace.level = CLAMP(level, 0, PACE_LEVELS - 1);
    memory->pace.best = CLAMP(best, 0, memory->pace.level);
}

void memory_save(const Memory *memory, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GKeyFile) file = g_key_file_new();
    if (!path)
        return;
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
        const Device *device = G_STRUCT_MEMBER(Device *, memory, rows[i].offset);
        if (!device)
            continue;
        g_key_file_set_string(file, rows[i].group, "name", device->name);
        g_key_file_set_string(file, rows[i].group, "bus", device->bus);
        g_key_file_set_integer(file, rows[i].group, "index", device->index);
    }
    g_key_file_set_integer(file, PACE_GROUP, "level", memory->pace.level);
    g_key_file_set_integer(file, PACE_GROUP, "best", memory->pace.best);
    if (!g_key_file_save_to_file(file, path, &error))
        g_info("not remembered: %s", error->message);
}

void memory_clear(Memory *memory)
{
    for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
        g_clear_pointer(&G_STRUCT_MEMBER(Device *, memory, rows[i].offset), device_free);
}
