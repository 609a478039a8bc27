package main_test

import (
	"encoding/json"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// probe runs in the page, follows each link in it, and leaves what it saw in
// an element of its own.
const probe = `<script>
addEventListener("load", async () => {
	const seen = {numbers: {}, links: 0, broken: [], sideways: document.documentElement.scrollWidth > innerWidth};
	for (const id of ["findings", "acquires", "leak", "proven", "trusted"])
		seen.numbers[id] = Number(document.getElementById(id).textContent);
	seen.sections = document.querySelectorAll("section.finding").length;
	seen.rows = document.querySelectorAll("#overview td:first-child a").length;
	for (const a of document.querySelectorAll("a")) {
		seen.links++;
		a.click();
		await new Promise(done => setTimeout(done, 5));
		const target = document.querySelector(":target");
		if (!target || "#" + target.id !== a.getAttribute("href") || target.getClientRects().length === 0)
			seen.broken.push(a.outerHTML);
	}
	const result = document.createElement("pre");
	result.id = "probe";
	result.textContent = JSON.stringify(seen);
	document.body.append(result);
});
</script>`

// The page works in a browser: its links lead where they should, it fits a
// phone, and its numbers are those of the other formats.
func TestBrowser(t *testing.T) {
	chromium, err := exec.LookPath("chromium")
	if err != nil {
		t.Skip("no chromium to open the page with")
	}
	dir := formatsModule(t)
	page := streamclose(t, dir, "-format=html", "./...").stdout
	for _, text := range []string{"<script", "<link", "src=", "url(", "@import"} {
		if strings.Contains(page, text) {
			t.Errorf("the page needs something else: %s", text)
		}
	}
	file := filepath.Join(dir, "page.html")
	if err := os.WriteFile(file, []byte(page+probe), 0o666); err != nil {
		t.Fatal(err)
	}
	dom := run(t, dir, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
		"--disable-background-networking", "--disable-component-update", "--disable-sync", "--user-data-dir="+t.TempDir(),
		"--window-size=390,800", "--virtual-time-budget=60000", "--dump-dom", file).stdout

	result := regexp.MustCompile(`<pre id="probe">(.*?)</pre>`).FindStringSubmatch(dom)
	if result == nil {
		t.Fatalf("the page did not get so far:\n%s", dom)
	}
	var seen struct {
		Numbers               map[string]int
		Links, Sections, Rows int
		Broken                []string
		Sideways              bool
	}
	if err := json.Unmarshal([]byte(html.UnescapeString(result[1])), &seen); err != nil {
		t.Fatal(err)
	}

	var findings struct{ Findings []any }
	if err := json.Unmarshal([]byte(streamclose(t, dir, "-engine=vet", "-format=json", "./...").stdout), &findings); err != nil {
		t.Fatal(err)
	}
	var inventory struct{ Total map[string]int }
	if err := json.Unmarshal([]byte(streamclose(t, dir, "-verdicts", "-json", "./...").stdout), &inventory); err != nil {
		t.Fatal(err)
	}
	n := len(findings.Findings)
	if n == 0 || seen.Numbers["findings"] != n || seen.Sections != n || seen.Rows != n {
		t.Errorf("%d findings, in the page %+v", n, seen)
	}
	for name, n := range inventory.Total {
		if seen.Numbers[name] != n {
			t.Errorf("%s: %d, in the page %d", name, n, seen.Numbers[name])
		}
	}
	if len(seen.Broken) > 0 || seen.Links < 3*n {
		t.Errorf("%d links, of which do not work:\n%s", seen.Links, strings.Join(seen.Broken, "\n"))
	}
	if seen.Sideways {
		t.Error("the page is wider than the window")
	}
}
