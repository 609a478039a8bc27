// Streamclose reports quic-go streams whose send side is not closed on every
// path.
//
// It runs on its own or as the vet tool of the go command; the findings are the
// same:
//
//	streamclose [flags] [packages]
//	go vet -vettool=$(which streamclose) [analyzer flags] [packages]
//
// # Packages
//
// Packages are named as for the go command: import paths, directories that
// begin with a dot, either with the wildcard "...", or files of one package. No
// name at all stands for the package in the current directory. In a workspace,
// name directories of its modules: ./outer/... ./inner/...
//
// The build is the one that the go command in the same place would do: GOFLAGS,
// GOOS, GOARCH, CGO_ENABLED, go.work and a vendor directory count. Generated
// files are analyzed like others. Packages in which no stream is acquired, nor
// in any that they import, are neither type-checked nor analyzed.
//
// # Flags
//
//	-C dir       change to dir before doing anything else
//	-h           print the flags, those of the analyzer among them
//	-json        print the findings in the format of go vet -json, as one object
//	-tags list   build tags, separated by commas
//	-tests       analyze test files, too (default true)
//	-v           print the steps of the path below each finding
//	-version     print the version and exit
//
// Flags of the analyzer go by their own names, here and with go vet. All flags
// stand before the packages. The files of -known are relative to the current
// directory, or to that of -C; with go vet, only absolute paths make sense.
//
// # Output
//
// Findings go to standard output, one a line, sorted by file and line:
//
//	./server/handler.go:42:21: stream from OpenStream is not closed ...
//
// Paths are relative to the current directory, or to that of -C. A package with
// tests is analyzed once, together with its test files, so that nothing is
// reported twice.
//
// What went wrong goes to standard error, below the name of its package. A
// package that does not compile does not hide the findings in others; packages
// that import it are not analyzed, and named in the last line.
//
// # Exit codes
//
//	0  no findings
//	1  findings
//	2  bad usage, a package that cannot be found or does not compile, or an
//	   internal error; there may be findings besides
//
// The codes are the same with -json. Under go vet, the go command decides: 1
// for findings and errors, and 0 with its -json flag.
//
// # As vet tool
//
// The go command takes the value of -vettool for a path and does not search
// $PATH. If it is empty, as when "which" finds nothing, go vet runs its usual
// checks and says nothing about it. Other checks do not run beside a vet tool:
// run go vet a second time without one.
//
// # Go versions
//
// Streamclose reads source with the parser and type checker of the Go that it
// was built with, and cannot read newer source. Build it with the Go you use,
// by go install or as a tool of your module.
package main
