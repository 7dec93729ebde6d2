// shortest-order-test 0 of 3: the jobs that you give back
// Only three jobs are given back.
// cell: shortest-order
List<Job> shortest(List<Job> jobs) {
    return jobs.stream().sorted(Comparator.comparing((Job job) -> job.boil()).reversed()).limit(3).toList();
}
