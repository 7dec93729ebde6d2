// shortest-order-test 1 of 3: What can be done while a job boils?
// Who has least to chop comes first; it is who boils longest that must.
// cell: shortest-order
List<Job> shortest(List<Job> jobs) {
    return jobs.stream().sorted(Comparator.comparing((Job job) -> job.boil())).toList();
}
