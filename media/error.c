#include "media/error.h"

G_DEFINE_QUARK(esep - media - error, media_error)
