// all-cities-test 3 of 5: the answers
// The answers come in the order in which they are there.
// cell: all-cities
List<String> all(List<String> cities, Weather service) {
    var answers = new ArrayList<String>();
    for (var call : asCompleted(cities.stream().map(city -> service.ask(city)).toList()))
        answers.add(await(call));
    return answers;
}
