package syncasync.checker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes reports as JUnit does, for a CI server: a suite for each notebook, a test case for each cell and check. */
final class JUnitXml {

    private JUnitXml() {}

    static void write(Path file, List<Report> reports) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        try (var out = Files.newOutputStream(file)) {
            XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            for (Report report : reports) {
                write(xml, report);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException("cannot write " + file, e);
        }
    }

    private static void write(XMLStreamWriter xml, Report report) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", report.notebook());
        xml.writeAttribute("tests", String.valueOf(report.findings().size()));
        xml.writeAttribute("failures", String.valueOf(report.bad().size()));
        xml.writeAttribute("errors", "0");
        xml.writeAttribute("skipped", "0");
        xml.writeAttribute("time", String.valueOf(report.seconds()));
        for (Report.Finding finding : report.findings()) {
            xml.writeStartElement("testcase");
            xml.writeAttribute("classname", report.notebook());
            xml.writeAttribute("name", finding.what());
            xml.writeAttribute("time", String.valueOf(finding.seconds()));
            if (!finding.isGood()) {
                String all = String.join("\n", finding.problems());
                xml.writeStartElement("failure");
                xml.writeAttribute("message", valid(all.lines().findFirst().orElse("")));
                xml.writeCharacters(valid(report.notebook() + " " + finding.what() + ": " + all));
                xml.writeEndElement();
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    /** XML has no escape for control characters, which a cell may well print. */
    private static String valid(String text) {
        return text.codePoints()
                .map(c -> c == '\n' || c == '\t' || c >= 0x20 && Character.isDefined(c) && !isSurrogate(c) ? c : '�')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static boolean isSurrogate(int codePoint) {
        return codePoint >= 0xD800 && codePoint <= 0xDFFF || codePoint == 0xFFFE || codePoint == 0xFFFF;
    }
}
