#include "common.h"

int unused(void) { return verbose + 1; }
int helper(void) { return 7; }
