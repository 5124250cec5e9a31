package digital.market.migrator.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The circumstances of a measurement, without any name or path of the machine. */
final class Machine {

    private Machine() {
    }

    static Map<String, String> facts(Options options, Server server, List<Tool> tools) throws IOException, SQLException {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        facts.put("commit", options.commit());
        facts.put("binary", "%.1f MiB".formatted(Files.size(options.binary()) / 1048576.0));
        facts.put("cpu", field("/proc/cpuinfo", "model name"));
        facts.put("cores", String.valueOf(Runtime.getRuntime().availableProcessors()));
        facts.put("memory", field("/proc/meminfo", "MemTotal"));
        facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("load before", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
        facts.put("PostgreSQL", server.show("server_version"));
        for (String setting : List.of("fsync", "synchronous_commit", "autovacuum", "shared_buffers")) {
            facts.put("PostgreSQL " + setting, server.show(setting));
        }
        tools.forEach(tool -> facts.put(tool.name(), tool.version()));
        return facts;
    }

    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst().orElse("unknown");
    }
}
