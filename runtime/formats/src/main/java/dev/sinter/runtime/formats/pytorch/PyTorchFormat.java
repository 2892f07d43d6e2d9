package dev.sinter.runtime.formats.pytorch;

import dev.sinter.runtime.Buffer;
import dev.sinter.runtime.io.ForeignFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** PyTorch's files, as those see them who read any format. */
public final class PyTorchFormat implements ForeignFormat {
    /** For the service loader. */
    public PyTorchFormat() {}

    @Override
    public List<String> suffixes() {
        return List.of(".pt", ".pth");
    }

    @Override
    public Map<String, Buffer> read(Path file) throws IOException {
        return PyTorchFile.tensors(file);
    }

    /** A slash in a name stands for a dict within a dict, as it does when the file is read. */
    @Override
    public void write(Path file, Map<String, Buffer> tensors) throws IOException {
        PyTorchWriter.write(file, nested(tensors));
    }

    private static Map<String, Object> nested(Map<String, Buffer> tensors) {
        Map<String, Object> top = new LinkedHashMap<>();
        Map<String, Map<String, Object>> dicts = new HashMap<>();
        dicts.put("", top);
        tensors.forEach((name, tensor) -> {
            int slash = name.lastIndexOf('/');
            if (slash < 0 || name.startsWith("/") || name.endsWith("/") || name.contains("//")) {
                put(top, name, tensor, name);
            } else {
                put(dict(dicts, name.substring(0, slash), name), name.substring(slash + 1), tensor, name);
            }
        });
        return top;
    }

    private static Map<String, Object> dict(Map<String, Map<String, Object>> dicts, String path, String name) {
        Map<String, Object> known = dicts.get(path);
        if (known == null) {
            int slash = path.lastIndexOf('/');
            Map<String, Object> outer = dict(dicts, slash < 0 ? "" : path.substring(0, slash), name);
            known = new LinkedHashMap<>();
            put(outer, path.substring(slash + 1), known, name);
            dicts.put(path, known);
        }
        return known;
    }

    private static void put(Map<String, Object> dict, String key, Object value, String name) {
        if (dict.put(key, value) != null) {
            throw new IllegalArgumentException("'" + name + "' cannot be the name of a tensor where another is named '"
                    + key + "' in the same place: a slash stands for a dict within a dict");
        }
    }
}
