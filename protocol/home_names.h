/* Names of what stands in a home, for home.c, home_init.c and central.c alone. */
#pragma once

#define KEY_FILE "device.key"
#define CERTIFICATE_FILE "device.crt"
#define MEETINGS_FOLDER "meetings"
#define OUTBOX_FOLDER "outbox"
/* Stands in a home that is being made. After a power cut it is still there: the folder is no
 * home, and the next home_init begins anew. */
#define UNFINISHED_FILE "unfinished"
