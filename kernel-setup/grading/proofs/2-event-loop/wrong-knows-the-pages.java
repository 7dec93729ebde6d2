// print-politely-test 2 of 3: Nobody told print(…) how long a page takes
// All pages are planned at once, 20 ms apart: pages that take longer pile up.
// cell: print-politely
void print(int pages, Printer printer, Doors loop) {
    for (int page = 1; page <= pages; page++) {
        int number = page;
        loop.later(20 * number, () -> printer.page(number));
    }
}
