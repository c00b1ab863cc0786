#include "tests/support_key.h"

#include "tests/support_pdf.h"

void support_authority(const char *folder)
{
    support_shell_in(folder,
                     "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "
                     "authority.key -out authority.pem -days 3650 -subj '/CN=Куәландырушы орталық' "
                     "-utf8 -addext keyUsage=keyCertSign,cRLSign");
}

char *support_p12(const char *folder, const char *name, const char *key, const char *export)
{
    g_autofree char *file = g_strconcat(name, ".p12", NULL);
    g_autofree char *line = g_strdup_printf(
        "openssl genpkey -algorithm %2$s -out person.key 2>genpkey.log && openssl req -new -key "
        "person.key -utf8 -subj '/CN=%1$s' -out person.csr && printf 'keyUsage=critical,"
        "digitalSignature,nonRepudiation\\nbasicConstraints=CA:FALSE\\n' > person.ext && openssl "
        "x509 -req -in person.csr -CA authority.pem -CAkey authority.key -CAcreateserial -days "
        "3650 -extfile person.ext -out person.pem 2>x509.log && openssl pkcs12 -export -inkey "
        "person.key -in person.pem -passout 'pass:" SUPPORT_PASSWORD "' -out '%3$s' %4$s",
        name, key, file, export ? export : "");
    support_shell_in(folder, line);
    return g_build_filename(folder, file, NULL);
}

char *support_trust(const char *folder, const char *const *more)
{
    GString *line = g_string_new("mkdir nss && certutil -N -d sql:nss --empty-password && certutil "
                                 "-A -d sql:nss -n authority -t ,C, -a -i authority.pem");
    for (gsize i = 0; more && more[i]; i++)
        g_string_append_printf(line, " && certutil -A -d sql:nss -n extra%zu -t ,C, -a -i '%s'", i,
                               more[i]);
    support_shell_in(folder, line->str);
    g_string_free(line, TRUE);
    return g_build_filename(folder, "nss", NULL);
}
