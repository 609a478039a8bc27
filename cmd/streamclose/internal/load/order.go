package load

import (
	"runtime"
	"sync"

	"golang.org/x/tools/go/packages"
)

// matters returns the relevant packages and all that is of use to them, each after
// what it needs.
func (p *Program) matters() []*packages.Package {
	var order []*packages.Package
	done := make(map[*packages.Package]bool)
	var visit func(*packages.Package)
	visit = func(pkg *packages.Package) {
		if done[pkg] {
			return
		}
		done[pkg] = true
		for _, needed := range p.needs(pkg) {
			visit(needed)
		}
		order = append(order, pkg)
	}
	for _, pkg := range p.relevant {
		visit(pkg)
	}
	for pkg := range p.bare {
		if !done[pkg] {
			delete(p.bare, pkg)
		}
	}
	return order
}

// needs returns the packages that have to be type-checked before pkg, in a fixed
// order. Of the imports of a bare package, those are the ones that its
// declarations mention: most are for what is left out.
func (p *Program) needs(pkg *packages.Package) []*packages.Package {
	imports := pkg.Imports
	if b := p.bare[pkg]; b != nil {
		imports = b.imports
	}
	var list []*packages.Package
	for _, imported := range imports {
		list = append(list, imported)
	}
	if whole := p.variants[pkg]; whole != nil {
		list = append(list, whole)
	}
	return sortedByID(list)
}

// variants returns for each of the packages that nobody imports the variant that
// has its tests, too. It is the one to analyze, unless it has errors.
func variants(pkgs []*packages.Package) map[*packages.Package]*packages.Package {
	plain := make(map[string]*packages.Package)
	for _, pkg := range pkgs {
		plain[pkg.ID] = pkg
	}
	packages.Visit(pkgs, nil, func(pkg *packages.Package) {
		for _, imported := range pkg.Imports {
			delete(plain, imported.ID)
		}
	})
	list := make(map[*packages.Package]*packages.Package)
	for _, pkg := range pkgs {
		if pkg.ID != pkg.PkgPath && plain[pkg.PkgPath] != nil {
			list[plain[pkg.PkgPath]] = pkg
		}
	}
	return list
}

// checkAll type-checks what matters, in order, and has it analyzed.
func (p *Program) checkAll(analyze func(*packages.Package, bool)) {
	done := make(map[*packages.Package]chan struct{})
	for _, pkg := range p.order {
		done[pkg] = make(chan struct{})
	}
	todo := make(chan *packages.Package)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for pkg := range todo {
				for _, needed := range p.needs(pkg) {
					<-done[needed] // another worker is at it, or was
				}
				p.take(pkg, analyze)
				close(done[pkg])
			}
		})
	}
	for _, pkg := range p.order {
		todo <- pkg
	}
	close(todo)
	workers.Wait()
}

// take type-checks one package and has it analyzed, if there is anything in it.
func (p *Program) take(pkg *packages.Package, analyze func(*packages.Package, bool)) {
	whole, b := p.variants[pkg], p.bare[pkg]
	wanted := (whole == nil || whole.IllTyped) && (b == nil || b.bodies)
	p.check(pkg, wanted)
	if wanted && !pkg.IllTyped {
		analyze(pkg, p.isTold(pkg))
	}
	pkg.Syntax, pkg.TypesInfo = nil, nil
	if b != nil {
		b.syntax = nil
	}
}

// isTold reports whether the findings in a package are told, as far as that is known
// before the packages after it are type-checked.
func (p *Program) isTold(pkg *packages.Package) bool {
	return p.told[pkg] || p.variants[pkg] != nil
}
