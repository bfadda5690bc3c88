import std.algorithm : sum;
import std.range : iota;
import std.stdio : writeln;

void main()
{
    writeln("d ", iota(101).sum);
}
