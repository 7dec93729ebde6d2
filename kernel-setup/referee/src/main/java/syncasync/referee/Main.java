package syncasync.referee;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import syncasync.json.Json;

/**
 * The referee as a server on its standard input and output, one JSON object a line. The first line is {@code {"key":
 * "<hex>"}}; every other one asks for a submission's marks, and gets one line, signed by that key: it ends with {@code
 * ,"mac":"<hex>"}}, the HMAC-SHA256 of the line without that.
 */
public final class Main {

    private Main() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream())); // what checks print is no answer
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        byte[] key =
                HexFormat.of().parseHex((String) Request.read(in.readLine()).get("key"));
        try (var referee = new Referee(at -> out.println(Json.write(at)))) {
            for (String line; !referee.wantsRestart() && (line = in.readLine()) != null; ) {
                out.println(signed(Json.write(answer(referee, line)), key));
                out.flush();
            }
        }
        System.exit(0); // whatever does not end
    }

    private static Map<String, Object> answer(Referee referee, String line) {
        Map<String, Object> asked = Map.of();
        try {
            asked = Request.read(line);
            return referee.grade(Request.of(asked));
        } catch (RuntimeException e) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("run", asked.get("run"));
            answer.put("error", String.valueOf(e.getMessage()));
            return answer;
        }
    }

    static String signed(String json, byte[] key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String signature = HexFormat.of().formatHex(mac.doFinal(json.getBytes(StandardCharsets.US_ASCII)));
            return json.substring(0, json.length() - 1) + ",\"mac\":\"" + signature + "\"}";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has it.", e);
        }
    }
}
