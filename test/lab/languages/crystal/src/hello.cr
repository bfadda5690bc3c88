puts "crystal #{(1..100).sum} #{"static" =~ /s/}"
