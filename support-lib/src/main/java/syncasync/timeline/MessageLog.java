package syncasync.timeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import syncasync.display.Svg;
import syncasync.display.Vega;
import syncasync.host.DurationText;
import syncasync.host.Rich;

/**
 * The history of the messages of a chat, a feed or a broadcast: who sent which message, who saw it, and when. It draws
 * itself as a sequence diagram, an arrow from the sender to each receiver:
 * {@snippet :
 * var log = new MessageLog("a room of two");
 * log.joined("ann");
 * log.joined("bob");
 * log.sent("ann", "hello");
 * log.saw("bob", "hello");
 * System.out.println(log.faults(true));   // [ann never saw "hello"]
 * }
 *
 * <p>Any number of threads may write to it. Messages are told apart by their text, so let no two be equal.
 */
public final class MessageLog implements Rich {
    private static final int MOST_SHOWN = 40; // characters of a message, in a sentence or a table

    private final String title;
    private final LongSupplier clock; // nanoseconds
    private final Map<String, Member> members = new LinkedHashMap<>(); // those who joined, also if they left
    private final Map<String, Sent> sent = new LinkedHashMap<>(); // by message
    private final List<Seen> seen = new ArrayList<>();
    private long start = Long.MIN_VALUE; // of the first that was written down

    /** When a member was in the room. */
    private record Member(String name, Duration joined, Duration left) {
        boolean wasThere(Sent message) {
            return joined.compareTo(message.at) <= 0 && (left == null || left.compareTo(message.at) > 0);
        }
    }

    /** A message, and when it was sent. */
    public record Sent(String from, String message, Duration at) {}

    /** That a member saw a message, and when. */
    public record Seen(String by, String message, Duration at) {}

    /** An empty log on the computer's own clock. */
    public MessageLog(String title) {
        this(title, System::nanoTime);
    }

    /** An empty log on a clock of nanoseconds, for instance an event loop's virtual one. */
    public MessageLog(String title, LongSupplier nanoClock) {
        this.title = title;
        this.clock = nanoClock;
    }

    /** From now on this member should see what is sent. */
    public synchronized void joined(String member) {
        members.put(member, new Member(member, now(), null));
    }

    /** From now on this member is not expected to see anything; what is under way to it may be lost with it. */
    public synchronized void left(String member) {
        members.computeIfPresent(member, (name, there) -> new Member(name, there.joined, now()));
    }

    /** A member sends a message; to be called just before it does. */
    public synchronized void sent(String from, String message) {
        sent.putIfAbsent(message, new Sent(from, message, now()));
    }

    /** A member sees a message. */
    public synchronized void saw(String by, String message) {
        seen.add(new Seen(by, message, now()));
    }

    private Duration now() {
        long now = clock.getAsLong();
        if (start == Long.MIN_VALUE) start = now;
        return Duration.ofNanos(now - start);
    }

    /** The title, which the drawings show. */
    public String title() {
        return title;
    }

    /** Who ever joined, in that order. */
    public synchronized List<String> members() {
        return List.copyOf(members.keySet());
    }

    /** What was sent, in that order. */
    public synchronized List<Sent> sent() {
        return List.copyOf(sent.values());
    }

    /** What was seen, by whom, in that order. */
    public synchronized List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** How long after it was sent each message was seen, in the order of {@link #seen}; unsent ones are left out. */
    public synchronized List<Duration> latencies() {
        return seen.stream()
                .filter(sight -> sent.containsKey(sight.message))
                .map(sight -> sight.at.minus(sent.get(sight.message).at))
                .toList();
    }

    /**
     * What is wrong with this history, a sentence each; nothing if each message was seen by each member who was there
     * when it was sent, once, and the messages of one sender in the order in which they were sent. A member who left
     * may lack the last ones of each sender, which were under way.
     *
     * @param senderToo whether the sender should see its own messages as well
     */
    public synchronized List<String> faults(boolean senderToo) {
        List<String> faults = new ArrayList<>();
        Map<String, Integer> order = new HashMap<>(); // in which the messages were sent
        sent.keySet().forEach(message -> order.put(message, order.size()));
        Map<String, List<String>> seenBy = new LinkedHashMap<>();
        seen.forEach(sight ->
                seenBy.computeIfAbsent(sight.by, by -> new ArrayList<>()).add(sight.message));
        for (Member member : members.values()) {
            List<String> saw = seenBy.getOrDefault(member.name, List.of());
            Set<String> once = new LinkedHashSet<>();
            for (String message : saw) {
                if (!sent.containsKey(message))
                    faults.add(member.name + " saw " + quoted(message) + ", which nobody sent");
                else if (!once.add(message)) faults.add(member.name + " saw " + quoted(message) + " again");
            }
            for (Sent message : missing(member, once, senderToo)) {
                faults.add(member.name + " never saw " + quoted(message.message));
            }
            addOutOfOrder(member, once, order, faults);
        }
        return faults;
    }

    private List<Sent> missing(Member member, Set<String> saw, boolean senderToo) {
        return sent.values().stream()
                .filter(message -> !saw.contains(message.message) && isMeant(member, message, saw, senderToo))
                .toList();
    }

    private boolean isMeant(Member member, Sent message, Set<String> saw, boolean senderToo) {
        if (!member.wasThere(message) || (!senderToo && message.from.equals(member.name))) return false;
        return member.left == null || sawLaterOne(message, saw);
    }

    /** Whether a later message of the same sender was seen: then this one is no longer under way, but lost. */
    private boolean sawLaterOne(Sent message, Set<String> saw) {
        return sent.values().stream()
                .dropWhile(each -> each != message)
                .skip(1)
                .anyMatch(each -> each.from.equals(message.from) && saw.contains(each.message));
    }

    /** Who left, {@code "bob left at 30 ms"}. */
    synchronized List<String> departures() {
        return members.values().stream()
                .filter(member -> member.left != null)
                .map(member -> member.name + " left at " + DurationText.of(member.left))
                .toList();
    }

    /** What this member should have seen of the others, and did not. */
    synchronized List<Sent> missing(String member) {
        Set<String> saw = seen.stream()
                .filter(sight -> sight.by.equals(member))
                .map(Seen::message)
                .collect(Collectors.toSet());
        return missing(members.get(member), saw, false);
    }

    private static String quoted(String message) {
        return '"' + shortened(message) + '"';
    }

    /** As much of a message as a line of text, or a cell of a table, has room for. */
    static String shortened(String message) {
        if (message.codePointCount(0, message.length()) <= MOST_SHOWN) return message;
        return message.substring(0, message.offsetByCodePoints(0, MOST_SHOWN - 1)) + "…";
    }

    private void addOutOfOrder(Member member, Set<String> saw, Map<String, Integer> order, List<String> faults) {
        Map<String, Sent> lastOf = new LinkedHashMap<>(); // by sender
        for (String text : saw) {
            Sent message = sent.get(text);
            if (message == null) continue;
            Sent last = lastOf.put(message.from, message);
            if (last != null && order.get(last.message) > order.get(text)) {
                faults.add(member.name + " saw " + quoted(last.message) + " before " + quoted(text));
            }
        }
    }

    @Override
    public Map<String, Object> bundle() {
        MessageDrawing drawing = new MessageDrawing(this);
        Map<String, Object> bundle = new LinkedHashMap<>();
        if (!sent().isEmpty()) {
            bundle.put(Vega.MIME, drawing.vegaLite());
            bundle.put(Svg.MIME, drawing.svg());
        }
        bundle.put("text/plain", drawing.text());
        return bundle;
    }

    @Override
    public String toString() {
        return new MessageDrawing(this).text();
    }
}
