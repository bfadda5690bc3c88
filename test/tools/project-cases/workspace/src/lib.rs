pub fn text() -> &'static str { "hi" }
