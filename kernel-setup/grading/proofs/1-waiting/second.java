// Right, and built differently: hot calls awaited one by one, a task group, a loop that picks, a future by hand.
// cell: all-cities
List<String> all(List<String> cities, Weather service) {
    var calls = new ArrayList<CompletableFuture<String>>();
    for (var city : cities) calls.add(service.ask(city));
    var answers = new ArrayList<String>();
    for (var call : calls) answers.add(await(call));
    return answers;
}
// cell: breakfast-lines
List<String> linesOfBreakfast() {
    var log = new ArrayList<String>();
    log.add("ordered");
    log.add(second);
    log.add("slept");
    log.add(first);
    log.add("eaten");
    return log;
}
// cell: order-audited
String order(Weather service) {
    return gather(() -> await(service.ask("stock")), () -> await(service.ask("audit"))).get(0);
}
// cell: how-long-answers
List<Integer> howLong() {
    int work = 0;
    for (int i = 0; i < dishes; i++) work += chop;
    return List.of(boil, work, work + boil, work / 2, work / 2);
}
// cell: shortest-order
List<Job> shortest(List<Job> jobs) {
    var left = new ArrayList<>(jobs);
    var order = new ArrayList<Job>();
    while (!left.isEmpty()) {
        Job longest = left.get(0);
        for (Job job : left) if (job.boil() > longest.boil()) longest = job;
        left.remove(longest);
        order.add(longest);
    }
    return order;
}
// cell: stands-still-at
int standsStillAt() {
    return 0 + cooksHere;
}
// cell: a-dish
CompletableFuture<String> dish(String name, Kitchen kitchen, Executor cooks) {
    var dish = new CompletableFuture<String>();
    kitchen.chop(name).whenComplete((chopped, failed) -> {
        if (failed != null) dish.completeExceptionally(failed);
        else kitchen.cook(chopped).whenComplete((cooked, burnt) -> {
            if (burnt != null) dish.completeExceptionally(burnt);
            else dish.complete(cooked);
        });
    });
    return dish;
}
