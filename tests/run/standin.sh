#!/bin/sh
# A network device for tests: banner, enable, prompt, echo, pager, refusals, questions, failover. What
# is typed is written to the file that is named; beside it may lie what the box is: its serial number
# and its part in a pair. With a third word it begins below, and that is its enable password.
kind=$1
log=$2
secret=${3:-}
serial=$(cat "$log.serial" 2>/dev/null || echo JAD0000001)
duty=$(cat "$log.duty" 2>/dev/null || echo 'Primary - Active')
stty -echo -icanon -onlcr 2>/dev/null
case $kind in
    asa) prompt='asa1/pri/act# ' wrong="ERROR: % Invalid input detected at '^' marker." more='<--- More --->' ;;
    ftd) prompt='> ' wrong='Syntax error: unexpected word' more='--More--' ;;
    ios) prompt='R1#' wrong='% Invalid input detected at marker.' more=' --More-- ' ;;
    junos) prompt='admin@srx1> ' wrong='unknown command.' more='---(more)---' ;;
    panos) prompt='admin@PA-850(active)> ' wrong='Unknown command: wrong' more='lines 1-24' ;;
    fortigate) prompt='FGT60F (root) # ' wrong='Unknown action 0' more='--More-- ' ;;
esac
paged=24
above=$prompt
[ -z "$secret" ] || prompt='asa1> '
printf 'Authorized use only.\r\n\r\n'
while printf '%s' "$prompt"; IFS= read -r line; do
    printf '%s\n' "$line" >>"$log"
    printf '%s\r\n' "$line"
    case $line in
        'terminal pager 0' | 'terminal length 0' | 'set cli screen-length 0' | 'set cli pager off') paged=0 ;;
        'show long')
            n=0
            while [ $n -lt 60 ]; do
                n=$((n + 1))
                printf 'line %s of sixty\r\n' $n
                if [ $paged -gt 0 ] && [ $((n % paged)) -eq 0 ]; then
                    printf '%s' "$more"
                    printf '%s\n' "page:$(dd bs=1 count=1 2>/dev/null)" >>"$log"
                    printf '\r                \r'
                fi
            done
            ;;
        page) paged=24; printf 'ok\r\n' ;;
        enable)
            printf 'Password: '
            IFS= read -r answer
            if [ "$answer" = "$secret" ]; then prompt=$above; else printf '\r\nInvalid password\r\n'; fi
            ;;
        'show pass') printf 'the password is %s\r\n' "$secret" ;;
        'show version | include Serial Number') printf 'Serial Number: %s\r\n' "$serial" ;;
        'show failover | include This host') printf '        This host: %s \r\n' "$duty" ;;
        'show denied') printf 'Command authorization failed\r\n' ;;
        'show slow') printf 'half '; sleep 0.2; printf 'a line\r\n' ;;
        'show secret') printf 'pre-shared-key Gr8-Tango-9\r\n' ;;
        'reload')
            printf 'System config has been modified. Save? [Y]es/[N]o: [no]:'
            IFS= read -r answer
            printf '%s\n' "save:$answer" >>"$log"
            printf '\r\nProceed with reload? [confirm]'
            IFS= read -r answer
            printf '%s\n' "confirm:$answer" >>"$log"
            printf '\r\n'
            ;;
        'hang') printf 'begun\r\n'; exec sleep 6004 ;;
        'die') exit 0 ;;
        wrong*) printf '%s\r\n' "$wrong" ;;
        *) printf 'ok %s\r\n' "$line" ;;
    esac
done
