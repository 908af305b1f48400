// Empty: a package with functions that another one defines (go:linkname) has a file like this.
