package load

import (
	"cmp"
	"slices"

	"golang.org/x/tools/go/packages"
)

// choose picks of each package the variant to analyze, and names the packages
// that cannot be.
//
// A package with tests comes twice: as it is, and together with the test files
// of the same package. The second has all the files of the first and knows
// more, which is why go vet looks at it alone; so do we. If only the tests are
// broken, the package without them is still worth a look.
func choose(pkgs []*packages.Package) (chosen []*packages.Package, skipped []string) {
	best := make(map[string]*packages.Package) // by package path
	lost := make(map[string]bool)
	for _, pkg := range sortedByID(pkgs) { // the variant with tests is the later one
		switch {
		case !pkg.IllTyped:
			best[pkg.PkgPath] = pkg
		case !lost[pkg.PkgPath]:
			lost[pkg.PkgPath] = true
			skipped = append(skipped, pkg.ID)
		}
	}
	for _, pkg := range best {
		chosen = append(chosen, pkg)
	}
	return sortedByID(chosen), skipped
}

// preferred returns those that choose picks if none has errors.
func preferred(pkgs []*packages.Package) map[*packages.Package]bool {
	last := make(map[string]*packages.Package) // by package path
	for _, pkg := range sortedByID(pkgs) {
		last[pkg.PkgPath] = pkg
	}
	picked := make(map[*packages.Package]bool)
	for _, pkg := range last {
		picked[pkg] = true
	}
	return picked
}

func sortedByID(pkgs []*packages.Package) []*packages.Package {
	return slices.SortedFunc(slices.Values(pkgs), func(a, b *packages.Package) int {
		return cmp.Compare(a.ID, b.ID)
	})
}
