// all-cities-test 2 of 5: At most 1 of 3 calls were under way at once
// Each call is awaited before the next one begins (M3).
// cell: all-cities
List<String> all(List<String> cities, Weather service) {
    var answers = new ArrayList<String>();
    for (var city : cities) answers.add(await(service.ask(city)));
    return answers;
}
