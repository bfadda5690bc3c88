int verbose;
int helper(void);
