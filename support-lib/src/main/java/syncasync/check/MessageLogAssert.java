package syncasync.check;

import java.util.List;
import org.assertj.core.api.AbstractAssert;
import syncasync.timeline.MessageLog;

/**
 * Assertions about a history of messages: was anything lost, duplicated, or out of order? What fails names the member
 * and the message.
 */
public final class MessageLogAssert extends AbstractAssert<MessageLogAssert, MessageLog> {
    private static final int MOST_NAMED = 5;

    MessageLogAssert(MessageLog actual) {
        super(actual, MessageLogAssert.class);
    }

    /** Every member saw every message that was sent while it was there, once, and each sender's in their order. */
    public MessageLogAssert everyoneSawEverythingInOrder() {
        return holds(true);
    }

    /** As {@link #everyoneSawEverythingInOrder}, but nobody needs to see its own messages. */
    public MessageLogAssert theOthersSawEverythingInOrder() {
        return holds(false);
    }

    private MessageLogAssert holds(boolean senderToo) {
        isNotNull();
        List<String> faults = actual.faults(senderToo);
        if (faults.isEmpty()) {
            return this;
        }
        String more = faults.size() > MOST_NAMED ? "\nand " + (faults.size() - MOST_NAMED) + " more" : "";
        throw Messages.failure(
                this,
                "Expected every message to arrive, once and in its sender's order, but\n"
                        + String.join("\n", faults.subList(0, Math.min(MOST_NAMED, faults.size()))) + more,
                actual,
                "look at what the sender does while one receiver is slow, gone, or just coming back.");
    }

    /** So many messages were sent. */
    public MessageLogAssert hasMessages(int count) {
        isNotNull();
        if (actual.sent().size() != count) {
            throw Messages.failure(
                    this,
                    "Expected " + count + " messages, but " + actual.sent().size() + " were sent.");
        }
        return this;
    }
}
