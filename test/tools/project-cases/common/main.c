#include <stdio.h>
#include "common.h"

int main(void) {
  verbose = helper();
  printf("%d\n", verbose);
  return 0;
}
