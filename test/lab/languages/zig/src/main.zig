extern "c" fn printf(format: [*:0]const u8, ...) c_int;

pub fn main() void {
    var sum: c_int = 0;
    var i: c_int = 1;
    while (i <= 100) : (i += 1) sum += i;
    _ = printf("zig %d\n", sum);
}
