import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;

/** A hostile program in the sandbox: tries what it should not be able to do, and says what came of it, a line each. */
class Probe {
    interface Attempt {
        Object make() throws Exception;
    }

    static void say(String what, Attempt attempt) {
        Object came;
        try {
            came = attempt.make();
        } catch (Throwable t) {
            came = "refused";
        }
        System.out.println(what + "\t" + came);
    }

    public static void main(String[] arguments) throws Exception {
        if (arguments[0].equals("stay")) {
            System.out.println("here");
            Thread.sleep(600_000);
        }
        say("user", () -> Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
        say("root", () -> names("/"));
        say("processes", () -> names("/proc").stream().filter(n -> n.matches("\\d+")).count());
        say("environment", () -> new TreeSet<>(System.getenv().keySet()));
        say("clone", () -> Files.exists(Path.of(arguments[1])));
        say("home", () -> Files.exists(Path.of("/root")) || Files.exists(Path.of("/home")));
        say("passwords", () -> Files.readString(Path.of("/etc/passwd")));
        for (String place : List.of("/", "/dev", "/jdk", "/jars", "/usr", "/bin", "/proc")) {
            say("write " + place, () -> Files.writeString(Path.of(place, "mark"), "x"));
        }
        say("write /tmp", () -> Files.size(Files.writeString(Path.of("/tmp/mark"), "x")));
        say("interfaces", () -> NetworkInterface.networkInterfaces().map(NetworkInterface::getName).toList());
        say("outside", () -> new Socket(InetAddress.getByName("127.0.0.1"), Integer.parseInt(arguments[2])));
        say("loopback", () -> {
            try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    var client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                return client.isConnected();
            }
        });
        say("disk", () -> fill(Path.of("/tmp")));
        say("files", () -> {
            int opened = 0;
            try {
                for (; opened < 5_000; opened++) {
                    Files.newInputStream(Path.of("/proc/self/status"));
                }
            } catch (IOException e) {
                // at the limit
            }
            return opened < 300;
        });
        say("threads", () -> threads());
        Runtime.getRuntime().halt(0);
    }

    static List<String> names(String folder) throws IOException {
        try (var files = Files.list(Path.of(folder))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    static Object fill(Path folder) {
        long written = 0;
        byte[] megabyte = new byte[1 << 20];
        for (int file = 0; file < 100; file++) {
            try (var out = Files.newOutputStream(folder.resolve("f" + file))) {
                for (int n = 0; n < 10; n++, written++) {
                    out.write(megabyte);
                }
            } catch (IOException e) {
                return written <= 20;
            }
        }
        return written;
    }

    static Object threads() {
        int started = 0;
        try {
            for (; started < 2_000; started++) {
                Thread thread = new Thread(() -> {
                    try {
                        Thread.sleep(60_000);
                    } catch (InterruptedException e) {
                        // ends
                    }
                });
                thread.setDaemon(true);
                thread.start();
            }
        } catch (OutOfMemoryError e) {
            return started < 256;
        }
        return started;
    }
}
