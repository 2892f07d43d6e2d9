package dev.sinter.runtime.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sinter.runtime.Allocation;
import dev.sinter.runtime.Buffer;
import dev.sinter.types.DType;
import dev.sinter.types.TensorType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
    @TempDir Path folder;

    static Map<String, Buffer> samples() {
        Map<String, Buffer> tensors = new LinkedHashMap<>();
        for (DType dtype : DType.values()) {
            tensors.put(dtype + ".odd", Samples.random(dtype, 5, 3, 7));
        }
        tensors.put("scalar", Samples.random(DType.F32, 6));
        tensors.put("empty", Buffer.zeros(DType.F64, 2, 0));
        tensors.put("name with \"quotes\", \\, \u0001, ä and 𝄞", Samples.random(DType.U8, 6, 3));
        return tensors;
    }

    static byte[] bytes(Map<String, Buffer> tensors, Map<String, String> metadata) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        SafetensorsWriter.write(out, tensors, metadata);
        return out.toByteArray();
    }

    static byte[] file(String header, int dataLength) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataLength).order(ByteOrder.LITTLE_ENDIAN).putLong(text.length)
                .put(text).array();
    }

    private static Safetensors open(byte[] bytes) throws IOException {
        return Safetensors.open(ByteSource.of("f", bytes));
    }

    @Test
    @DisplayName("W2: safetensors come back bit for bit, for every dtype, with names and metadata of any characters")
    void comeBackBitForBit() throws IOException {
        Path file = folder.resolve("a.safetensors");
        Map<String, String> metadata = Map.of("format", "pt", "ö\n", "\"");
        SafetensorsWriter.write(file, samples(), metadata);
        try (Safetensors opened = Safetensors.open(file)) {
            assertThat(opened.metadata()).isEqualTo(metadata);
            assertThat(opened.names()).containsExactlyElementsOf(new TreeSet<>(samples().keySet()));
            assertThat(opened.type("bf16.odd")).isEqualTo(TensorType.of(DType.BF16, 3, 7));
            assertThatThrownBy(() -> opened.read("none")).isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("has no tensor 'none'; it has [");
        }
        Map<String, Buffer> read = Safetensors.read(file);
        samples().forEach((name, buffer) -> assertThat(read.get(name).sameBits(buffer)).as(name).isTrue());
        SafetensorsWriter.write(file, Map.of(), Map.of());
        assertThat(Safetensors.read(file)).isEmpty();
    }

    @Test
    @DisplayName("W2: a large safetensors file is mapped, and its tensors are read one by one where they lie")
    void largeFilesAreMapped() throws IOException {
        Map<String, Buffer> tensors = Map.of("a", Samples.random(DType.U8, 1, 1_000_003), "b",
                Samples.random(DType.F32, 2, 1000, 500));
        Path file = folder.resolve("large.safetensors");
        SafetensorsWriter.write(file, tensors, Map.of());
        Map<String, Buffer> read = Safetensors.read(file);
        tensors.forEach((name, buffer) -> assertThat(read.get(name).sameBits(buffer)).isTrue());
        long before = Allocation.now();
        try (Safetensors opened = Safetensors.open(file)) {
            assertThat(opened.type("a").toString()).isEqualTo("u8[1000003]");
        }
        assertThat(Allocation.now() - before).isLessThan(1 << 17);
        Map<String, Buffer> streamed = Safetensors.read(new ByteArrayInputStream(Files.readAllBytes(file)), "stream");
        assertThat(streamed.get("a").sameBits(tensors.get("a"))).isTrue();
    }

    @Test
    void theSameTensorsGiveTheSameBytesInAnyOrder() throws IOException {
        Map<String, Buffer> backwards = new LinkedHashMap<>();
        samples().keySet().stream().sorted((a, b) -> b.compareTo(a))
                .forEach(name -> backwards.put(name, samples().get(name)));
        assertThat(bytes(backwards, Map.of("b", "1", "a", "2")))
                .isEqualTo(bytes(samples(), Map.of("a", "2", "b", "1")));
    }

    @Test
    void areWrittenWithSortedKeysAlignedAndTheWidestFirst() throws IOException {
        byte[] bytes = bytes(
                Map.of("b", Buffer.of(new long[]{1}, 1), "a", Buffer.of(DType.U8, new byte[]{2, 3, 4}, 3, 1)),
                Map.of("k", "v"));
        String header = "{\"__metadata__\":{\"k\":\"v\"},\"a\":{\"dtype\":\"U8\",\"shape\":[3,1],\"data_offsets\":[8,11]},"
                + "\"b\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}";
        String padded = header + " ".repeat((8 - header.length() % 8) % 8);
        ByteBuffer expected = ByteBuffer.allocate(8 + padded.length() + 11).order(ByteOrder.LITTLE_ENDIAN);
        expected.putLong(padded.length()).put(padded.getBytes(StandardCharsets.US_ASCII)).putLong(1)
                .put(new byte[]{2, 3, 4});
        assertThat(bytes).isEqualTo(expected.array());
    }

    @Test
    void refuseNamesThatTheFormatCannotHold() {
        assertThatThrownBy(() -> bytes(Map.of("__metadata__", Buffer.zeros(DType.F32)), Map.of()))
                .hasMessage("no tensor may be named __metadata__");
        assertThatThrownBy(() -> bytes(Map.of("\ud800", Buffer.zeros(DType.F32)), Map.of()))
                .hasMessageContaining("half a surrogate pair");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "8 | {'a':{'dtype':'F32','shape':[3],'data_offsets':[0,8]}}                    | takes 8 bytes, which is not what f32[3] needs",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,9]}}                    | lies at bytes 0 to 9 of 8",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[8,0]}}                    | lies at bytes 8 to 0 of 8",
        "8 | {'a':{'dtype':'F32','shape':[4611686018427387906],'data_offsets':[0,8]}}  | takes 8 bytes, which is not what",
        "8 | {'a':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,8]}}| takes 8 bytes, which is not what",
        "8 | {'a':{'dtype':'F32','shape':[9223372036854775808],'data_offsets':[0,8]}}  | the number is too large",
        "8 | {'a':{'dtype':'F32','shape':[-2],'data_offsets':[0,8]}}                   | a whole number of 0 or more is needed, not '-'",
        "8 | {'a':{'dtype':'F32','shape':[02],'data_offsets':[0,8]}}                   | a number does not begin with 0",
        "8 | {'a':{'dtype':'F32','shape':[2.0],'data_offsets':[0,8]}}                  | a whole number is needed",
        "8 | {'a':{'dtype':'F32','shape':[2e0],'data_offsets':[0,8]}}                  | a whole number is needed",
        "8 | {'a':{'dtype':'F32','shape':[2,],'data_offsets':[0,8]}}                   | a whole number of 0 or more is needed, not ']'",
        "8 | {'a':{'dtype':'F32','shape':[[2]],'data_offsets':[0,8]}}                  | a whole number of 0 or more is needed, not '['",
        "8 | {'a':{'dtype':'F32','shape':2,'data_offsets':[0,8]}}                      | an array is needed, not '2'",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0]}}                      | needs a dtype, a shape and two data_offsets",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8,8]}}                  | needs a dtype, a shape and two data_offsets",
        "8 | {'a':{'dtype':'F32','shape':[2]}}                                         | needs a dtype, a shape and two data_offsets",
        "8 | {'a':{'dtype':'F32','dtype':'F32','shape':[2],'data_offsets':[0,8]}}      | has the key 'dtype' twice or should not have it",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8],'x':1}}              | has the key 'x' twice or should not have it",
        "8 | {'a':{'dtype':'F8_E4M3','shape':[8],'data_offsets':[0,8]}}                | has the dtype 'F8_E4M3'; Sinter reads F32",
        "8 | {'a':{'dtype':'f32','shape':[2],'data_offsets':[0,8]}}                    | has the dtype 'f32'",
        "8 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}}                    | 4 bytes after the last tensor belong to none",
        "8 | {}                                                                        | 8 bytes after the last tensor belong to none",
        "8 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}}                    | begins at byte 4 of the data, but the one before it ends at 0",
        "8 | {'a':{'dtype':'F32','shape':[2],'data_offsets':[0,8]},'b':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | begins at byte 4 of the data, but the one before it ends at 8",
        "8 | {'a':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'a':{'dtype':'F32','shape':[1],'data_offsets':[4,8]}} | the tensor 'a' stands twice",
        "0 | {'__metadata__':{'a':'b','a':'c'}}                                        | the key 'a' stands twice in __metadata__",
        "0 | {'__metadata__':{},'__metadata__':{}}                                     | the key __metadata__ stands twice",
        "0 | {'__metadata__':{'a':1}}                                                  | a string is needed, not '1'",
        "0 | {'__metadata__':null}                                                     | an object is needed, not 'n'",
        "0 | {'a'}                                                                     | ':' is needed, not '}'",
        "0 | {'a':}                                                                    | an object is needed, not '}'",
        "0 | {,}                                                                       | a string is needed, not ','",
        "0 | {'a' 'b'}                                                                 | ':' is needed",
        "0 | {}x                                                                       | the header's JSON goes on after its end",
        "0 | {                                                                         | the header's JSON ends where a string is needed",
        "0 | {'a                                                                       | a string does not end",
        "0 | {'\\x':{}}                                                                | after '\\' no 'x' is allowed",
        "0 | {'\\u12':{}}                                                              | four hexadecimal digits are needed",
        "0 | {'\\ud800':{}}                                                            | half a surrogate pair",
        "0 | []                                                                        | the header begins with '{'",
        "0 | ` {}`                                                                     | the header begins with '{'",
    })
    void refuseHeadersThatAreMalformedOrLie(int dataLength, String header, String reason) {
        byte[] bytes = file(header.replace('\'', '"').replace("header\"s", "header's"), dataLength);
        assertThatThrownBy(() -> open(bytes)).isInstanceOf(FormatException.class)
                .hasMessageStartingWith("f is malformed at byte ")
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, 3, 100_000_001, Long.MAX_VALUE})
    void refuseALengthThatIsNotThere(long length) {
        byte[] bytes = ByteBuffer.allocate(10).order(ByteOrder.LITTLE_ENDIAN).putLong(length).putShort((short) 0x7d7b)
                .array();
        assertThatThrownBy(() -> open(bytes)).isInstanceOf(FormatException.class)
                .hasMessageContaining("at byte 0: the header's length is ");
    }

    @Test
    void refuseWhatIsNotUtf8AndSayWhere() {
        byte[] bytes = file("{\"abc\":{}}", 0);
        bytes[11] = (byte) 0xff;
        assertThatThrownBy(() -> open(bytes)).hasMessage("f is malformed at byte 11: the text is not UTF-8");
        bytes[11] = '\n';
        assertThatThrownBy(() -> open(bytes))
                .hasMessage("f is malformed at byte 11: a string holds the control character 10");
        assertThatThrownBy(() -> open(new byte[7]))
                .hasMessage("f is malformed at byte 7: the header's length takes 8 bytes, but the file has 7");
        byte[] bool = file("{\"abc\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}", 2);
        bool[bool.length - 1] = 3;
        assertThatThrownBy(() -> open(bool).read("abc")).isInstanceOfSatisfying(FormatException.class, e -> {
            assertThat(e.file()).isEqualTo("f");
            assertThat(e.position()).isEqualTo(bool.length - 1);
            assertThat(e.reason()).isEqualTo("a bool is 0 or 1, not 3");
        });
    }

    @Test
    void takeTrailingSpacesAndAnyLayoutOfTheJson() throws IOException {
        String header = "{ \"\\u0061\\/\" :\t{\"data_offsets\":[0 , 2],\r\n\"shape\":[ ],\"dtype\":\"BF16\"} }   \n";
        try (Safetensors opened = open(file(header, 2))) {
            assertThat(opened.names()).containsExactly("a/");
            assertThat(opened.read("a/").count()).isEqualTo(1);
        }
    }
}
