/* What a crash or a power cut left half done in a home. */
#pragma once

#include "protocol/home.h"

/* Completes a disposal and an import that had begun or takes them back, and removes an archive that
 * lay in the clear for its encryption; what another process has under way is left alone. At the
 * start of each program: what cannot be mended now is tried again by the next. Blocks for the disk.
 */
void reconcile_home(Home *home);
