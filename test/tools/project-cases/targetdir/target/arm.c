int arm(void){return 0;}
