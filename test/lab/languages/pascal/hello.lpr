program hello;

{$mode objfpc}

uses sysutils;

var
  i, sum: integer;
begin
  sum := 0;
  for i := 1 to 100 do sum := sum + i;
  writeln(Format('pascal %d', [sum]));
end.
