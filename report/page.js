
"use strict";
// Sorting and filtering of tables. Without this script every table is there as it is, in the order that matters most.
(function () {
  var order = new Intl.Collator("en", { numeric: true });

  function key(row, column) {
    var cell = row.cells[column];
    return (cell.getAttribute("data-rank") || "5") + " " + cell.textContent;
  }

  function sort(table, column, descending) {
    var body = table.tBodies[0];
    var rows = Array.from(body.rows).map(function (row) { return { row: row, key: key(row, column) }; });
    rows.sort(function (a, b) { return (descending ? -1 : 1) * order.compare(a.key, b.key); });
    var all = document.createDocumentFragment();
    rows.forEach(function (r) { all.append(r.row); });
    body.append(all);
  }

  function addSorting(table) {
    Array.from(table.tHead.rows[0].cells).forEach(function (head, column, heads) {
      var button = document.createElement("button");
      button.type = "button";
      button.textContent = head.textContent;
      button.title = "Sort by " + head.textContent;
      button.addEventListener("click", function () {
        var descending = head.getAttribute("aria-sort") === "ascending";
        heads.forEach(function (other) { other.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", descending ? "descending" : "ascending");
        sort(table, column, descending);
      });
      head.replaceChildren(button);
    });
    table.classList.add("sorts");
  }

  function addFilter(table) {
    var rows = Array.from(table.tBodies[0].rows).map(function (row) {
      return { row: row, text: row.textContent.toLowerCase() };
    });
    var tools = document.createElement("div"), label = document.createElement("label");
    var input = document.createElement("input"), count = document.createElement("span");
    var which = document.createElement("span");
    tools.className = "tools";
    input.type = "search";
    count.setAttribute("role", "status");
    which.className = "hidden";
    which.textContent = table.caption.textContent;
    label.append("Filter ", which, input);
    tools.append(label, count);
    input.addEventListener("input", function () {
      var wanted = input.value.toLowerCase(), shown = 0;
      rows.forEach(function (r) {
        r.row.hidden = r.text.indexOf(wanted) < 0;
        if (!r.row.hidden) shown++;
      });
      count.textContent = wanted ? shown + " of " + rows.length + " rows" : "";
    });
    table.before(tools);
  }

  // A link to what is folded opens it.
  function unfold() {
    var target = document.getElementById(location.hash.slice(1));
    if (target && target.tagName === "DETAILS") target.open = true;
  }

  window.addEventListener("hashchange", unfold);
  unfold();

  document.querySelectorAll("table.data").forEach(function (table) {
    var rows = table.tBodies[0].rows.length;
    if (rows > 1) addSorting(table);
    if (rows > 9) addFilter(table);
  });
})();
