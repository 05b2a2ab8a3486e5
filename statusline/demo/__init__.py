"""`statusline demo`: the real pipeline on imaginary machines, against the loopback stand-in for both vendors."""
