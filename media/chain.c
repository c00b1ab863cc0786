#include "media/chain.h"
