#include "protocol/bag_manifest.h"

#include <string.h>

/* Of a path and its parts, as most filesystems have it. */
#define NAME_MAX_BYTES 1024
#define PART_MAX_BYTES 255

static int compare_names(gconstpointer a, gconstpointer b, gpointer unused)
{
    return strcmp(a, b);
}

GTree *bag_manifest_new(void)
{
    return g_tree_new_full(compare_names, NULL, g_free, g_free);
}

void bag_manifest_add(GTree *manifest, const char *name, const Digest *hash)
{
    g_tree_insert(manifest, g_strdup(name), g_memdup2(hash, sizeof *hash));
}

char *bag_manifest_text(GTree *manifest, gboolean sha512)
{
    GString *text = g_string_new(NULL);
    for (GTreeNode *node = g_tree_node_first(manifest); node; node = g_tree_node_next(node)) {
        const Digest *hash = g_tree_node_value(node);
        g_string_append_printf(text, "%s  %s\n", sha512 ? hash->sha512 : hash->sha256,
                               (const char *)g_tree_node_key(node));
    }
    return g_string_free(text, FALSE);
}

char *bag_manifest_oxum(GTree *manifest)
{
    gint64 bytes = 0;
    for (GTreeNode *node = g_tree_node_first(manifest); node; node = g_tree_node_next(node))
        bytes += ((const Digest *)g_tree_node_value(node))->bytes;
    return g_strdup_printf("%" G_GINT64_FORMAT ".%d", bytes, g_tree_nnodes(manifest));
}

static gboolean is_forbidden(gunichar c)
{
    return g_unichar_iscntrl(c) || (c < 128 && strchr("\\%:*?\"<>|", (int)c));
}

gboolean bag_name_valid(const char *name)
{
    if (!*name || strlen(name) > NAME_MAX_BYTES || !g_utf8_validate(name, -1, NULL))
        return FALSE;
    for (const char *at = name; *at; at = g_utf8_next_char(at))
        if (is_forbidden(g_utf8_get_char(at)))
            return FALSE;
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);
    for (char **part = parts; *part; part++)
        if (!**part || strcmp(*part, ".") == 0 || strcmp(*part, "..") == 0 ||
            strlen(*part) > PART_MAX_BYTES)
            return FALSE;
    return TRUE;
}

/* Windows takes these for devices, with any ending. */
static gboolean is_device(const char *name)
{
    static const char *const devices[] = {"con", "prn", "aux", "nul", "com", "lpt"};
    gsize base = strcspn(name, ".");
    for (gsize i = 0; i < G_N_ELEMENTS(devices); i++)
        if (g_ascii_strncasecmp(name, devices[i], 3) == 0 &&
            (i < 4 ? base == 3 : base == 4 && g_ascii_isdigit(name[3])))
            return TRUE;
    return FALSE;
}

char *bag_safe_name(const char *name)
{
    g_autofree char *valid = g_utf8_make_valid(name, -1);
    GString *safe = g_string_new(NULL);
    for (const char *at = valid; *at; at = g_utf8_next_char(at)) {
        gunichar c = g_utf8_get_char(at);
        g_string_append_unichar(safe, is_forbidden(c) || c == '/' ? '_' : c);
    }
    if (safe->len == 0 || safe->str[0] == '.' || is_device(safe->str))
        g_string_prepend_c(safe, '_');
    /* FAT drops these at the end of a name. */
    if (strchr(". ", safe->str[safe->len - 1]))
        g_string_append_c(safe, '_');
    return g_string_free(safe, FALSE);
}

char **bag_safe_names(const char *const *names)
{
    g_autoptr(GHashTable) taken = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    char **safe = g_new0(char *, g_strv_length((char **)names) + 1);
    for (int i = 0; names[i]; i++) {
        safe[i] = bag_safe_name(names[i]);
        char *folded;
        while (g_hash_table_contains(taken, folded = g_utf8_casefold(safe[i], -1))) {
            char *other = g_strdup_printf("%d-%s", i + 1, safe[i]);
            g_free(safe[i]);
            g_free(folded);
            safe[i] = other;
        }
        g_hash_table_add(taken, folded);
    }
    return safe;
}
