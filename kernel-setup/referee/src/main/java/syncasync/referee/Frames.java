package syncasync.referee;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A framed protocol between two processes: each message by its length, its bytes and a signature (HMAC-SHA256) over its
 * number and its bytes. So what other code writes into the pipe is noticed, and a message that is sent again as well.
 */
final class Frames {
    static final int KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int SIGNATURE_BYTES = 32;

    private final DataInputStream in;
    private final DataOutputStream out;
    private final SecretKeySpec key;
    private long read;
    private long written;

    /** @param key that nobody else knows */
    Frames(InputStream in, OutputStream out, byte[] key) {
        this.in = new DataInputStream(in);
        this.out = new DataOutputStream(out);
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    synchronized void write(byte[] message) throws IOException {
        out.writeInt(message.length);
        out.write(message);
        out.write(signature(written++, message));
        out.flush();
    }

    /**
     * The next message.
     *
     * @param most bytes
     * @throws EOFException at the end
     * @throws IOException also if it is longer, or somebody else's
     */
    byte[] read(int most) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > most) {
            throw new IOException("a message of " + length + " bytes");
        }
        byte[] message = in.readNBytes(length);
        byte[] signature = in.readNBytes(SIGNATURE_BYTES);
        if (signature.length < SIGNATURE_BYTES) {
            throw new EOFException();
        }
        if (!MessageDigest.isEqual(signature, signature(read++, message))) {
            throw new IOException("a message of somebody else");
        }
        return message;
    }

    private byte[] signature(long number, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has it.", e);
        }
    }
}
