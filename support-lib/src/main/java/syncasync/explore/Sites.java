package syncasync.explore;

import java.util.ArrayList;
import java.util.List;

/** The sites of the instrumented code, by the numbers that stand in it. */
final class Sites {
    private final List<Site> all = new ArrayList<>();

    int add(Site site) {
        all.add(site);
        return all.size() - 1;
    }

    Site get(int number) {
        return all.get(number);
    }
}
