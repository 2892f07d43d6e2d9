package dev.sinter.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sinter.ir.Diagnostic;
import dev.sinter.runtime.io.FormatException;
import dev.sinter.types.DType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of comma-separated values. */
class CsvTableTest {
    private static CsvTable table(String text, CsvFormat format) throws FormatException {
        return CsvTable.read("t.csv", text.getBytes(StandardCharsets.UTF_8), format);
    }

    private static CsvTable table(String text) throws FormatException {
        return table(text, CsvFormat.STANDARD);
    }

    @Test
    @DisplayName("L3: columns by name: numbers, integers, classes, text; quotes, line ends and missing cells as RFC 4180 and common use have them")
    void columns() throws IOException {
        CsvTable table = table("\ufeffname, n ,x\r\n\"Smith, \"\"J\"\"\",1, 0.5\r\n\r\n\"two\nlines\",-2,\r\nä,+3,1e3");
        assertThat(table.names()).containsExactly("name", "n", "x");
        assertThat(table.size()).isEqualTo(3);
        assertThat(table.text("name")).containsExactly("Smith, \"J\"", "two\nlines", "ä");
        assertThat(table.integers("n").toLongArray()).containsExactly(1, -2, 3);
        assertThat(table.floats("x", "n").toFloatArray()).containsExactly(0.5f, 1, Float.NaN, -2, 1000, 3);
        assertThat(table.doubles("x").toDoubleArray()).containsExactly(0.5, Double.NaN, 1000);
        assertThat(table.tensor("n").dtype()).isEqualTo(DType.I64);
        assertThat(table.tensor("x").toFloatArray()).containsExactly(0.5f, Float.NaN, 1000);
        assertThat(table.categories("name")).containsExactly("Smith, \"J\"", "two\nlines", "ä");
        CsvTable other = table("b;?\na;1\n;-inf\nb;nan\n",
                CsvFormat.STANDARD.withSeparator(';').withoutHeader().withMissing("?"));
        assertThat(other.names()).containsExactly("0", "1");
        assertThat(other.tensor("1").toFloatArray()).containsExactly(Float.NaN, 1, Float.NEGATIVE_INFINITY, Float.NaN);
        assertThat(other.text("0")).containsExactly("b", "a", "", "b");
        assertThat(other.categories("0")).containsExactly("a", "b");
        assertThat(table("k\nb\na\nb\n").classes("k").toLongArray()).containsExactly(1, 0, 1);
        assertThat(table("a,b\n").size()).isZero();
    }

    @Test
    @DisplayName("L3: what is wrong in a table is named with its line")
    void wrong(@TempDir Path folder) {
        assertThatThrownBy(() -> table("a,b\n1,2\n\n1,2,3\n")).isInstanceOf(FormatException.class)
                .hasMessage("t.csv is malformed at byte 9: line 4 has 3 cells; 2 are needed, as the first line has");
        assertThatThrownBy(() -> table("a,b\n\"x\ny\",2\n1,z\n").floats("b")).isInstanceOf(FormatException.class)
                .hasMessage("t.csv is malformed at byte 14: line 4 has 'z' in column 'b', where a number is needed");
        assertThatThrownBy(() -> table("a\n1\n2.5\n").integers("a"))
                .hasMessageContaining("line 3 has '2.5' in column 'a', where an integer is needed");
        assertThatThrownBy(() -> table("a,b\n1,\n").integers("b")).hasMessageContaining("line 2 has '' in column 'b'");
        assertThatThrownBy(() -> table("a\n9999999999999999999\n").integers("a")).isInstanceOf(FormatException.class)
                .hasMessageContaining("an integer of 64 bits");
        assertThatThrownBy(() -> table("a\n0x10\n").floats("a")).hasMessageContaining("a number is needed");
        assertThatThrownBy(() -> table("a\n1d\n").floats("a")).hasMessageContaining("a number is needed");
        assertThatThrownBy(() -> table("a\n\"x\n")).hasMessage(
                "t.csv is malformed at byte 2: line 2 has a quote that is not closed");
        assertThatThrownBy(() -> table("a\n\"x\"y\n")).hasMessageContaining("line 2 goes on after a closing quote");
        assertThatThrownBy(() -> table("a\nx\"y\n")).hasMessageContaining("line 2 has a quote within a cell");
        assertThatThrownBy(() -> table("a,a\n"))
                .hasMessageContaining("line 1 names column 1 'a'; each column needs a name");
        assertThatThrownBy(() -> table("")).hasMessageContaining("there is no line in it");
        assertThatThrownBy(() -> CsvTable.read("t.csv", new byte[]{'a', '\n', (byte) 0xff}, CsvFormat.STANDARD))
                .isInstanceOf(FormatException.class).hasMessage("t.csv is malformed at byte 2: it is no UTF-8 text");
        assertThatThrownBy(() -> table("a,b\n1,2\n").floats("c")).isInstanceOf(Diagnostic.class)
                .hasMessage("CsvTable: t.csv has no column 'c', it has [a, b]");
        assertThatThrownBy(() -> CsvTable.read(folder)).isInstanceOf(IOException.class)
                .hasMessageContaining("a folder");
        assertThatThrownBy(() -> CsvFormat.STANDARD.withSeparator('"')).isInstanceOf(Diagnostic.class);
    }

    /** Writes cells so that only those that must be are in quotes. */
    private static String written(List<List<String>> rows) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            for (int i = 0; i < row.size(); i++) {
                String cell = row.get(i);
                boolean needs = cell.isEmpty()
                        || cell.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
                text.append(i == 0 ? "" : ",").append(needs ? '"' + cell.replace("\"", "\"\"") + '"' : cell);
            }
            text.append('\n');
        }
        return text.toString();
    }

    @Test
    @DisplayName("L3: whatever is in the cells comes back as it was written")
    void roundTrip() throws IOException {
        Random random = new Random(3);
        String letters = "ab,\"\n\r ä";
        for (int round = 0; round < 2000; round++) {
            int columns = 1 + random.nextInt(4);
            List<List<String>> rows = new ArrayList<>();
            for (int row = random.nextInt(5); row >= 0; row--) {
                String[] cells = new String[columns];
                Arrays.setAll(cells, i -> {
                    StringBuilder cell = new StringBuilder();
                    for (int c = random.nextInt(6); c > 0; c--) {
                        cell.append(letters.charAt(random.nextInt(letters.length())));
                    }
                    return cell.toString();
                });
                rows.add(List.of(cells));
            }
            CsvTable table = table(written(rows), CsvFormat.STANDARD.withoutHeader());
            assertThat(table.size()).isEqualTo(rows.size());
            for (int column = 0; column < columns; column++) {
                int c = column;
                assertThat(table.text(String.valueOf(c)))
                        .isEqualTo(rows.stream().map(row -> row.get(c).isBlank() ? "" : row.get(c)).toList());
            }
        }
    }

    @Test
    @DisplayName("L3: the table of irises: 150 flowers, 50 of each kind")
    void irises() throws IOException {
        Path file = Path.of(System.getProperty("sinter.shared", "../shared"), "data", "iris", "iris.csv");
        assumeTrue(Files.exists(file), "skipped: there is no " + file);
        CsvTable table = CsvTable.read(file);
        assertThat(table.size()).isEqualTo(150);
        assertThat(table.categories("species")).containsExactly("setosa", "versicolor", "virginica");
        long[] kinds = table.classes("species").toLongArray();
        assertThat(Arrays.stream(kinds).filter(kind -> kind == 2).count()).isEqualTo(50);
        float[] measures = table.floats("sepal_length", "petal_width").toFloatArray();
        assertThat(measures).startsWith(5.1f, 0.2f, 4.9f, 0.2f);
        double sum = 0;
        for (int i = 0; i < 150; i++) {
            sum += measures[2 * i];
        }
        // Fisher's table: the mean sepal length is 5.843 cm.
        assertThat(sum / 150).isBetween(5.8433, 5.8434);
    }
}
