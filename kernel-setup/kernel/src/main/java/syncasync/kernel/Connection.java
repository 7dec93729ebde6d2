package syncasync.kernel;

import java.security.GeneralSecurityException;
import org.dflib.jjava.jupyter.channels.JupyterConnection;
import org.dflib.jjava.jupyter.channels.ShellChannel;
import org.dflib.jjava.jupyter.channels.ShellHandler;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.KernelConnectionProperties;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.publish.PublishStatus;

/** The sockets to the front end. Each is read by a thread that waits for it, where JJava looks every 50 ms. */
final class Connection extends JupyterConnection {

    private final KernelConnectionProperties to;

    Connection(KernelConnectionProperties to) throws GeneralSecurityException {
        super(to);
        this.to = to;
    }

    /** From now on front ends can connect; what they ask waits until {@link #serve()}. */
    @Override
    public void connect() {
        heartbeat.bind(address(to.getHbPort()));
        shell.bind(address(to.getShellPort()));
        control.bind(address(to.getControlPort()));
        stdin.bind(address(to.getStdinPort()));
        iopub.bind(address(to.getIopubPort()));
        iopub.sendMessage(new Message<>(null, PublishStatus.MESSAGE_TYPE, PublishStatus.STARTING));
        thread("heartbeat", () -> {
            while (true) {
                heartbeat.send(heartbeat.recv());
            }
        });
    }

    /** Answers requests, each channel by a thread of its own: an interrupt does not wait for the cell that it is to interrupt. */
    void serve() {
        thread("shell", () -> answer(shell));
        thread("control", () -> answer(control));
    }

    private void answer(ShellChannel channel) {
        while (true) {
            try {
                Message<?> request = channel.readMessage();
                ShellReplyEnvironment env = prepareReplyEnv(channel, request);
                @SuppressWarnings("unchecked")
                var handler = (ShellHandler<Object>) getHandler(request.getHeader().getType());
                if (handler != null) {
                    try {
                        @SuppressWarnings("unchecked")
                        var message = (Message<Object>) request;
                        handler.handle(env, message);
                    } finally {
                        env.resolveDeferrals();
                    }
                }
            } catch (SecurityException _) {
                // not signed with our key: not for us
            } catch (RuntimeException e) {
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
