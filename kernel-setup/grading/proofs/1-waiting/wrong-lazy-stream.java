// all-cities-test 2 of 5: At most 1 of 3 calls were under way at once
// A stream is lazy: the second call is made when the first has been awaited.
// cell: all-cities
List<String> all(List<String> cities, Weather service) {
    return cities.stream().map(city -> service.ask(city)).map(call -> await(call)).toList();
}
