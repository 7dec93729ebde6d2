package syncasync.kernel;

import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.JupyterSocket;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageType;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;
import org.dflib.jjava.shaded.org.zeromq.ZMQ;
import org.dflib.jjava.shaded.org.zeromq.ZMQException;

/** The sockets to the front end. Each is read by a thread that waits for it, where JJava looks every 50 ms. */
final class Connection extends JupyterConnection {

    private static final Duration LINGER = Duration.ofMillis(200); // for messages on their way when the kernel ends

    private final KernelConnectionProperties to;

    Connection(KernelConnectionProperties to) throws GeneralSecurityException {
        super(to);
        this.to = to;
    }

    /** From now on front ends can connect; what they ask waits until {@link #serve}. */
    @Override
    public void connect() {
        heartbeat.bind(address(to.getHbPort()));
        shell.bind(address(to.getShellPort()));
        control.bind(address(to.getControlPort()));
        stdin.bind(address(to.getStdinPort()));
        iopub.bind(address(to.getIopubPort()));
        iopub.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
        for (JupyterSocket each : List.of(heartbeat, shell, control, stdin, iopub)) {
            each.setLinger((int) LINGER.toMillis());
        }
        thread("heartbeat", () -> {
            try {
                while (true) {
                    heartbeat.send(heartbeat.recv());
                }
            } catch (ZMQException ended) {
                heartbeat.close();
            }
        });
    }

    /**
     * Sends what is on its way, and ends the threads that wait at the sockets: each closes its own. With threads left
     * in a system call, the JVM takes 0.3 s longer to exit.
     */
    @Override
    public void close() {
        iopub.close();
        stdin.close();
        context().close();
    }

    private ZMQ.Context context() {
        try {
            var field = JupyterConnection.class.getDeclaredField("ctx");
            field.setAccessible(true);
            return (ZMQ.Context) field.get(this);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Answers requests, each channel by a thread of its own: an interrupt does not wait for the cell that it is to
     * interrupt.
     *
     * @param prepared who we are can be told before; everything else waits for it
     */
    void serve(Future<?> prepared) {
        thread("shell", () -> answer(shell, prepared));
        thread("control", () -> answer(control, prepared));
    }

    private void answer(ShellChannel channel, Future<?> prepared) {
        while (true) {
            try {
                Message<?> request = channel.readMessage();
                if (channel == shell && request.getHeader().getType() != MessageType.KERNEL_INFO_REQUEST) {
                    prepared.get();
                }
                ShellReplyEnvironment env = prepareReplyEnv(channel, request);
                @SuppressWarnings("unchecked")
                var handler =
                        (ShellHandler<Object>) getHandler(request.getHeader().getType());
                if (handler != null) {
                    try {
                        @SuppressWarnings("unchecked")
                        var message = (Message<Object>) request;
                        handler.handle(env, message);
                    } finally {
                        env.resolveDeferrals();
                    }
                }
            } catch (ZMQException ended) {
                channel.close();
                return;
            } catch (SecurityException _) {
                // not signed with our key: not for us
            } catch (RuntimeException | ExecutionException | InterruptedException e) {
                Main.TERMINAL.println("A request could not be answered: " + e);
            }
        }
    }

    private String address(int port) {
        return to.getTransport() + "://" + to.getIp() + (to.getTransport().equals("ipc") ? "-" : ":") + port;
    }

    private static void thread(String name, Runnable loop) {
        var thread = new Thread(loop, name);
        thread.setDaemon(true);
        thread.start();
    }
}
