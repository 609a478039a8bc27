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
// With -files, the names are those of .go files in any directories and modules,
// and the packages they belong to are analyzed, each module as the go command in
// its root sees it. A directory of which this build uses no file is an error.
//
// The build is the one that the go command in the same place would do: GOFLAGS,
// GOOS, GOARCH, CGO_ENABLED, go.work and a vendor directory count. Generated
// files are analyzed like others. Packages in which no stream is acquired, nor
// in any that they import, are neither type-checked nor analyzed.
//
// # Flags
//
//	-C dir            change to dir before doing anything else; paths are
//	                  printed relative to it
//	-advice           report what leaks no stream and goes wrong all the
//	                  same: at limits, when opening fails, in loops, and
//	                  behind Close
//	-baseline file    report only findings that are not in file
//	-c n              show n lines of source around each place; implies
//	                  -format=text
//	-color when       use colors in the format text: when is auto, always
//	                  or never (default auto)
//	-diff             print what -fix would change, as a unified diff, and
//	                  change nothing
//	-engine name      analyze with name: inprocess, or vet for the go
//	                  command, which keeps results in its cache (default
//	                  inprocess)
//	-exit-zero        exit with 0 despite findings
//	-explain what     explain what: a rule, or why a stream that is
//	                  acquired in file.go:line is a leak, proven or
//	                  trusted
//	-files            check the packages that the given .go files belong
//	                  to, in whatever directories and modules they are
//	-fix              apply the suggested fixes to the source files and
//	                  report the findings that remain
//	-fix-blank        in suggested fixes, assign the error of Close to the
//	                  blank identifier
//	-format name      print the findings in the format name: text, plain,
//	                  json, sarif, github, checkstyle, html; without it,
//	                  text on a terminal and else plain
//	-generated        report findings in generated files, too
//	-json             print the findings in the format of go vet -json
//	-known files      comma-separated files that say what functions
//	                  without source in view do with a stream
//	-lookalikes       also check types of other packages whose methods
//	                  have the names and shapes of quic-go's (default
//	                  true)
//	-nolint           let //nolint comments silence findings (default
//	                  true)
//	-o file           write the findings to file and not to standard
//	                  output
//	-packages paths   comma-separated import paths of further packages
//	                  whose AcceptStream, OpenStream and OpenStreamSync
//	                  hand out streams
//	-recv             report streams whose receive half is not ended on
//	                  every path, too
//	-split            report callbacks and methods that close the stream
//	                  in a parameter on some paths and drop it on others,
//	                  where nothing tells their callers which
//	-tags list        comma-separated list of build tags, as for go build
//	-tests            analyze test files, too (default true)
//	-v                in the format plain, print the steps of the path
//	                  below each finding
//	-verdicts         list every acquire with its verdict, and the totals
//	                  of each package, instead of the findings
//	-version          print the version and exit
//	-write-baseline   write all findings to the file of -baseline instead
//	                  of reporting them
//
// Flags of the analyzer go by their own names, here and with go vet. All flags
// stand before the packages. The files of -known are relative to the current
// directory, or to that of -C; with go vet, only absolute paths make sense.
//
// # Output
//
// Findings go to standard output or to the file of -o, sorted by file and line.
// At a terminal, each comes with its source and the steps of its path, in the
// format text. Elsewhere, each takes one line, in the format plain:
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
// # Fixes
//
// Flag -fix applies the fixes of the findings that are reported, analyzes the
// packages again and reports what remains. Of two fixes that meet in the source,
// the first is applied, and standard error names the other one. Either all files
// are changed or, if one of them cannot be, none. The diff of -diff has paths
// like the findings, behind a/ and b/.
//
// # Exit codes
//
//	0  no findings
//	1  findings, or with -diff a diff that is not empty, unless -exit-zero is
//	   given
//	2  bad usage, a package that cannot be found or does not compile, a file
//	   that -fix cannot change, or an internal error; there may be findings
//	   besides
//
// The codes are the same in all formats. Under go vet, the go command decides: 1
// for findings and errors, and 0 with its -json flag.
//
// # As vet tool
//
// The go command takes the value of -vettool for a path and does not search
// $PATH. If it is empty, as when "which" finds nothing, go vet runs its usual
// checks and says nothing about it. Other checks do not run beside a vet tool:
// run go vet a second time without one. Name all packages of the module in every
// run: Go 1.26 finds nothing in a package that it has seen as an import of another
// one before, and repeats findings in imports that it was asked about before, all
// that with the same flags. Flag -a makes it start anew, and -engine=vet of this
// command notices. Leave -trimpath out of GOFLAGS: with it, copies of a module
// share results, and the paths in the findings are those of the first copy.
//
// # Go versions
//
// Streamclose reads source with the parser and type checker of the Go that it
// was built with, and cannot read newer source. Build it with the Go you use,
// by go install or as a tool of your module.
package main
