#include "protocol/reconcile.h"

#include "protocol/disposal.h"
#include "protocol/import.h"
#include "protocol/workspace.h"

void reconcile_home(Home *home)
{
    disposal_reconcile(home, NULL);
    import_reconcile(home, NULL);
    workspace_reconcile(home);
}
