"""`statusline demo`: the true pipeline on imaginary machines, against the loopback stand-in for both vendors."""
