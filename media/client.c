#include "media/client.h"
