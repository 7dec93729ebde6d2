// all-cities-test 4 of 5: nobody has heard of the failure
// Who fails is left out.
// cell: all-cities
List<String> all(List<String> cities, Weather service) {
    var calls = settled(cities.stream().map(city -> service.ask(city)).toList());
    var answers = new ArrayList<String>();
    for (var call : calls) if (!call.isCompletedExceptionally()) answers.add(call.join());
    return answers;
}
