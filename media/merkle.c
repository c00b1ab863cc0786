#include "media/merkle.h"
