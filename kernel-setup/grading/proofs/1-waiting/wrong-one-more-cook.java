// a-dish-test 5 of 6: A cook who waits in join is no cook; how many must wait?
// One dish more than there are cooks.
// cell: stands-still-at
int standsStillAt() {
    return cooksHere + 1;
}
