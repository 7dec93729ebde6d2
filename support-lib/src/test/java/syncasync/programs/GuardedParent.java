package syncasync.programs;

import java.nio.file.Files;
import java.nio.file.Path;
import syncasync.process.ChildReaper;

/** A program for {@code ChildReaperTest} to kill: it starts things, says which, and waits. */
public final class GuardedParent {
    private GuardedParent() {}

    public static void main(String[] args) throws Exception {
        Path directory = ChildReaper.temporaryDirectory("guarded");
        Files.writeString(directory.resolve("a-file"), "deleted with its directory");

        Process direct = ChildReaper.start(new ProcessBuilder("sleep", "1000"));
        Process stubborn = ChildReaper.start(new ProcessBuilder("sh", "-c", "trap '' TERM; sleep 1000"));

        // a server that puts itself into the background, in a session of its own, as PostgreSQL does
        Path pidFile = directory.resolve("server.pid");
        new ProcessBuilder("setsid", "sh", "-c", "echo $$ > server.pid; exec sleep 1000")
                .directory(directory.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        while (!Files.exists(pidFile) || Files.size(pidFile) == 0) {
            Thread.onSpinWait();
        }
        ChildReaper.watch(pidFile);

        System.out.println(directory);
        System.out.println(direct.pid());
        System.out.println(stubborn.pid());
        System.out.println(Files.readString(pidFile).strip());
        System.out.println("ready");
        switch (System.in.read()) {
            case 'h' -> Runtime.getRuntime().halt(3);
            default -> {} // a normal end
        }
    }
}
