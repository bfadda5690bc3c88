fn main() { println!("{}", base::text()); }
