package syncasync.homework;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A student, and the seed of what varies from one student to the next: random numbers that are the same for a login and
 * a key on every machine and in every run, whatever was asked for before.
 *
 * @param login as the course knows the student; blanks around it and capitals make no difference
 */
public record Student(String login) {

    public Student {
        login = login.strip().toLowerCase(Locale.ROOT);
    }

    /** A number between these two, both included. */
    public int number(String key, int from, int to) {
        if (to < from) {
            throw new IllegalArgumentException("There is no number from " + from + " to " + to + ".");
        }
        return (int) (from + draw(key, 0, (long) to - from + 1));
    }

    /** So many numbers between these two, both included; no two are alike. */
    public List<Integer> numbers(String key, int howMany, int from, int to) {
        if ((long) to - from + 1 < howMany) {
            throw new IllegalArgumentException(
                    "There are no " + howMany + " different numbers from " + from + " to " + to + ".");
        }
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; numbers.size() < howMany; i++) {
            int next = (int) (from + draw(key, i, (long) to - from + 1));
            if (!numbers.contains(next)) {
                numbers.add(next);
            }
        }
        return List.copyOf(numbers);
    }

    /** One of a list. */
    public <T> T pick(String key, List<T> list) {
        return pick(key, list, 1).getFirst();
    }

    /** So many different places of a list, in an order of their own. */
    public <T> List<T> pick(String key, List<T> list, int howMany) {
        if (list.size() < howMany) {
            throw new IllegalArgumentException("There are no " + howMany + " in a list of " + list.size() + ".");
        }
        return shuffled(key, list).subList(0, howMany);
    }

    /** The list in another order. */
    public <T> List<T> shuffled(String key, List<T> list) {
        List<T> shuffled = new ArrayList<>(list);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, (int) draw(key, i, i + 1));
        }
        return Collections.unmodifiableList(shuffled);
    }

    /** A number from 0 up to below the bound. By a hash: Java's own random numbers promise nothing across versions. */
    private long draw(String key, int nth, long bound) {
        try {
            byte[] seed = (login + "\n" + key + "\n" + nth).getBytes(StandardCharsets.UTF_8);
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(seed);
            return Long.remainderUnsigned(ByteBuffer.wrap(hash).getLong(), bound);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has it.", e);
        }
    }
}
